"""A synthetic org: sessions that never happened, in the shape of those that did, with known stories planted in them."""

from rearview.sandbox.org.org import Org
from rearview.sandbox.org.stories import STORIES, Planted, Story
from rearview.sandbox.org.symptoms import SHOWN_BY, SYMPTOMS, Evidence, Symptom

__all__ = ["SHOWN_BY", "STORIES", "SYMPTOMS", "Evidence", "Org", "Planted", "Story", "Symptom"]
