"""What was meant: from what a recogniser wrote to a target, a question back, or a value.

No sound and no model in here: text in, `kiosk.core.talk.Hearing` out. Everything is compared by how it
sounds, in pinyin without tones, with weights for the way people here speak.
"""
