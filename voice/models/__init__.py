"""The models of speech: which ones are pinned, where they are, how they come here, whether they are whole."""
