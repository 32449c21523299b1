-- A user has at most 50 sessions from now on: those go that were renewed least recently.
delete from session where id in (
    select id from (
        select id, row_number() over (partition by user_id order by renewed_at desc, id desc) as place from session
    ) as ranked
    where place > 50
);
