"""The core of a resident's session: pure steps ``(state, event, moment) -> (state, effects)``. It names no journey."""
