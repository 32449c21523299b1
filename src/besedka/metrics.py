"""What the server counts, for `GET /metrics`."""

from prometheus_client import Counter, Gauge, Histogram

GROUP_UNITS = Histogram(
    "besedka_commit_group_units",
    "Units of work committed together by one flush to disk (SQLite)",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
)
GROUPS_FAILED = Counter("besedka_commit_groups_failed", "Commit groups that were rolled back whole (SQLite)")
COMMIT_SECONDS = Histogram(
    "besedka_commit_seconds",
    "How long a commit waits for the disk (SQLite)",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5),
)
LANE_ROWS = Histogram(
    "besedka_statement_group_rows",
    "Rows that went to the database together in one statement (PostgreSQL)",
    buckets=(2, 4, 8, 16, 32, 64, 128),
)
LANE_GROUPS_FAILED = Counter("besedka_statement_groups_failed", "Groups whose rows were tried one by one (PostgreSQL)")
POOL_WAIT_SECONDS = Histogram(
    "besedka_pool_wait_seconds",
    "How long a unit of work waits for a connection to the database (PostgreSQL)",
    buckets=(0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10),
)
POOL_IN_USE = Gauge("besedka_pool_in_use", "Connections to the database that units of work have in use (PostgreSQL)")
UNCERTAIN = Counter(
    "besedka_commits_uncertain", "Units of work of which it is not known whether they happened (PostgreSQL)"
)
REQUEST_SECONDS = Histogram(
    "besedka_http_request_seconds",
    "HTTP requests by route, method and status",
    ("route", "method", "status"),
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
FILES_RECEIVED = Counter("besedka_files_received", "Files that were uploaded to chats")
FILES_REFUSED = Counter("besedka_files_refused", "Uploads for which there was no room left, the user's own or all")
FILE_BYTES_RECEIVED = Counter("besedka_file_received_bytes", "Bytes of files that were uploaded to chats")
FILE_BYTES_SENT = Counter("besedka_file_sent_bytes", "Bytes of files that were downloaded")
LOOP_DELAY_SECONDS = Histogram(
    "besedka_event_loop_delay_seconds",
    "By how much the event loop was late for a timer, twenty times a second",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.5, 1, 5),
)
JOBS_ASKED = Counter("besedka_jobs_asked", "Jobs that were asked for on this node", ("kind",))
JOBS_DONE = Counter("besedka_jobs_done", "Jobs that this node has done", ("kind",))
JOBS_FAILED = Counter("besedka_jobs_failed", "Jobs that were given up after too many attempts", ("kind",))
JOBS_WAITING = Gauge("besedka_jobs_waiting", "Jobs that are due and not claimed yet, of all nodes; 1,000 at most")
JOB_SECONDS = Histogram(
    "besedka_job_seconds",
    "How long one run of a job takes, successful or not",
    ("kind",),
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 5, 20, 60, 300),
)
PASSAGES = Counter("besedka_search_passages", "Passages of chats that this node has made searchable by the index")
SEARCH_PASSAGES = Histogram(
    "besedka_search_passages_read",
    "Passages of chats whose messages a search has read",
    buckets=(1, 4, 16, 64, 256, 1024, 4096, 16384),
)
CONNECTIONS = Gauge("besedka_gateway_connections", "Gateway connections of this node whose user is known")
OPENING = Gauge("besedka_gateway_opening", "Gateway connections of this node that are being let in")
FEEDS = Gauge("besedka_gateway_feeds", "Chats that connections of this node listen to")
DELIVERIES = Counter("besedka_gateway_deliveries", "Frames of chats, times the connections they were sent to")
PRESENCE_LOOKUPS = Counter(
    "besedka_gateway_presence_lookups",
    "Times that rooms had to be counted to know who may see whether someone is there",
)
OPS = Counter("besedka_gateway_ops", "What clients asked for, by op and by how that ended", ("op", "outcome"))
FILLS = Counter("besedka_gateway_fills", "Readings of what a chat's announcements left out")
FILLS_FAILED = Counter("besedka_gateway_fills_failed", "Such readings that failed, and were repeated")
LOOKS_FAILED = Counter("besedka_gateway_looks_failed", "Looks at what an announcement hints at that failed")
VERSIONS_UNCONFIRMED = Counter(
    "besedka_gateway_versions_unconfirmed", "Announced versions of chats that the database did not know"
)
SWEEP_SECONDS = Histogram(
    "besedka_gateway_sweep_seconds",
    "How long it takes to look for what the bus has lost",
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30),
)
SWEEPS_FAILED = Counter("besedka_gateway_sweeps_failed", "Sweeps that failed")
CLOSED = Counter("besedka_gateway_closed", "Gateway connections that the server ended, by close code", ("code",))
BUS_CONNECTED = Gauge("besedka_bus_connected", "Whether the bus to the other nodes (NATS) is connected")
BUS_PUBLISHED = Counter("besedka_bus_published", "Payloads sent to the other nodes")
BUS_DROPPED = Counter("besedka_bus_dropped", "Announcements that the other nodes were not told, by reason", ("reason",))
BUS_RECEIVED = Counter("besedka_bus_received", "Announcements of other nodes")
BUS_REFUSED = Counter("besedka_bus_refused", "Payloads on the bus that no node would send")
BUS_QUEUE = Gauge("besedka_bus_queue", "Payloads that wait to be sent to the other nodes")
BUS_SUBSCRIPTIONS = Gauge("besedka_bus_subscriptions", "Subjects that this node listens to on the bus")
