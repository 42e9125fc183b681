"""What tests of every folder may ask for."""

from support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
