"""The resident's session: pure steps ``(state, event, moment) -> (state, effects)``, and the performer that carries effects out."""
