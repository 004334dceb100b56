"""The visit, computed: pure rules without Qt, files, clock or chance."""
