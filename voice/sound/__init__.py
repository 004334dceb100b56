"""Loudspeaker and microphone: playing, recording, and which of them are there."""
