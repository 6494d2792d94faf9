"""The catalogue as terminals, mirrors and USB sticks get it: two TUF repositories of static files in PLATFORM_HOME/catalogue.

``online`` is served under /catalogue/ and its timestamp is good for a day; ``offline`` goes out on USB sticks and is good for half
a year. They share the files (targets) and the key that signs their list, and nothing else: what one's root, snapshot and timestamp
keys sign counts for nothing in the other, so a stale stick can never pass for the platform's own answer.
(The Update Framework, https://theupdateframework.github.io/specification/v1.0.34/)
"""
