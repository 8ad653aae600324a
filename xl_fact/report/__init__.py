"""The monthly report: model first, ink last."""
