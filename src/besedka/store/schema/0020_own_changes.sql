-- When something that is one's own in a chat changed: the read marker, the role, what one wants to be told. It was the
-- marker alone once, and was called so.
alter table member rename column read_at to own_changed_at;
