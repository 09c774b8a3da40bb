"""The tests of SalesDesk, as the source tree is laid out."""
