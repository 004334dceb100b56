"""The engines that make speech, each in a process of its own behind the frames of `voice.wire`."""
