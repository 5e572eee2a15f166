"""The one door to HTTP: requests that are sent until they are answered, to Salesforce's hosts and no others.

It knows nothing of what is asked for: no path, no token, no word of Salesforce's APIs but the names of its hosts.
"""

from rearview.sources.agentforce.wire.exchange import Garbled, Reply, Request, Stopped
from rearview.sources.agentforce.wire.hosts import allowed
from rearview.sources.agentforce.wire.patience import Patience
from rearview.sources.agentforce.wire.wire import Counters, Wire

__all__ = ["Counters", "Garbled", "Patience", "Reply", "Request", "Stopped", "Wire", "allowed"]
