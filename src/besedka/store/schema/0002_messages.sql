-- `reactions`: JSON, `[{"emoji": …, "user_ids": […]}]`, or empty. They are part of the row that every change sends whole.
alter table message add column reactions text not null default '';

-- Who joined lately, for a node that may have missed an announcement of it.
create index member_joined on member (joined_at);
