"""What terminal and platform exchange: the models, their canonical bytes, sealing and signing."""
