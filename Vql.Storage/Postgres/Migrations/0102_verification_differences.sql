-- Examples of the differences that a verification found, with the expected document of the row and the document of the index at
-- that time. Both are null if they did not exist.
create table if not exists verification_differences (
    verification_id bigint not null references verifications on delete cascade,
    uuid text collate "C" not null,
    kind text collate "C" not null check (kind in ('missing', 'extra', 'stale', 'different')),
    version bigint not null,
    expected text,
    document text,
    primary key (verification_id, uuid)
);
