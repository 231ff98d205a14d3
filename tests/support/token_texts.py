"""Texts that have the form of a token, the same in every run, and open nothing."""

from __future__ import annotations

TOKENS = (
    "hearth_MkJ13RwAJRQp61IewiNiGTKaJPECgYNzQPw5Q3XaWin403i6P",
    "hearth_PUrPCCs3Do3eNdHWUXpkwpCpgPfjVDSR9X3SOkJFFs31hcGts",
    "hearth_oNTJZ4D249oJyic2Go67bFYgz94ssxpiDco2S5VaixB1NcnGh",
)
