"""From the session's state to what a page shows: pure functions, one for each page, plain values out.

A view is a dict of what the QML page of that name binds to. Texts stand where they are used, in both languages side by side.
"""
