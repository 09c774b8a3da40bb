"""SalesDesk: from contact and opportunity through estimation and proposal to handover."""

__version__ = "0.1.0"
