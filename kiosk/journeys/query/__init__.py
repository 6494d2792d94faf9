"""Queries (业务查询): what is asked of shared data and answered on the spot."""
