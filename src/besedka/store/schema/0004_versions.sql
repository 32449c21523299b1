-- What of a chat changed when, beside its messages: `described_version` is the chat's version at which its own row (name,
-- topic, kind) last changed, `members_version` the one at which someone last came, left or changed role.
alter table chat add column described_version bigint not null default 1;
alter table chat add column members_version bigint not null default 1;

-- When a read marker was last moved on purpose, for a node that may have missed it. Not indexed: it is read by user.
alter table member add column read_at bigint not null default 0;

-- Whose profile changed lately, for a node that may have missed an announcement of it.
alter table "user" add column changed_at bigint not null default 0;
create index user_changed on "user" (changed_at);

-- Who joined lately is found by comparing sums.
drop index member_joined;
