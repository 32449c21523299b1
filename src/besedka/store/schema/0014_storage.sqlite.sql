-- How much everyone has stored, and in parts how much all together have: with the insert and the deletion themselves, whoever
-- does them. A file counts for a block of the disk more than it has bytes, so that the smallest cost something too. The sum
-- of all is in sixteen rows, so that it is nobody's bottleneck.
create table user_storage (
    user_id bigint primary key references "user" (id),
    size bigint not null
);
create table storage_part (
    part bigint primary key,
    size bigint not null
);
create trigger file_counted after insert on file begin
    insert into user_storage (user_id, size) values (new.uploader_id, new.size + 4096)
        on conflict (user_id) do update set size = user_storage.size + excluded.size;
    insert into storage_part (part, size) values (new.uploader_id % 16, new.size + 4096)
        on conflict (part) do update set size = storage_part.size + excluded.size;
end;
create trigger file_uncounted after delete on file begin
    update user_storage set size = size - old.size - 4096 where user_id = old.uploader_id;
    update storage_part set size = size - old.size - 4096 where part = old.uploader_id % 16;
end;
alter table message add column files text not null default '';
