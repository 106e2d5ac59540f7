"""People who must agree, in words: its events in a history."""

from domain.base.words import Words

TOLD = {
    "consented": Words(vi="Đồng ý", en="Agreed"),
    "objected": Words(vi="Không đồng ý", en="Did not agree"),
    "consent_withdrawn": Words(vi="Rút lại sự đồng ý cho tra cứu", en="Consent to a look-up taken back"),
}
"""By the type of an act, that it happened."""
