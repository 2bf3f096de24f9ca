-- The tables of the Connectra contract. Texts compare byte by byte (collate "C"), as Elasticsearch's
-- keywords do, and moments have milliseconds, as its dates do: both engines sort alike.

create table if not exists companies (
    id bigserial primary key,
    uuid text collate "C" not null unique,
    name text collate "C",
    employees_count bigint,
    industries text[] collate "C",
    keywords text[] collate "C",
    address text collate "C",
    annual_revenue bigint,
    total_funding bigint,
    technologies text[] collate "C",
    city text collate "C",
    state text collate "C",
    country text collate "C",
    linkedin_url text collate "C",
    website text collate "C",
    normalized_domain text collate "C",
    facebook_url text collate "C",
    twitter_url text collate "C",
    company_name_for_emails text collate "C",
    phone_number text collate "C",
    latest_funding text collate "C",
    latest_funding_amount bigint,
    last_raised_at text collate "C",
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    deleted_at timestamptz(3)
);

create table if not exists contacts (
    id bigserial primary key,
    uuid text collate "C" not null unique,
    first_name text collate "C",
    last_name text collate "C",
    company_id text collate "C",
    email text collate "C",
    title text collate "C",
    departments text[] collate "C",
    mobile_phone text collate "C",
    email_status text collate "C",
    seniority text collate "C",
    city text collate "C",
    state text collate "C",
    country text collate "C",
    linkedin_url text collate "C",
    facebook_url text collate "C",
    twitter_url text collate "C",
    website text collate "C",
    work_direct_phone text collate "C",
    home_phone text collate "C",
    other_phone text collate "C",
    stage text collate "C",
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    deleted_at timestamptz(3)
);

-- What a filter can offer; the values are gathered from the CSV rows.
create table if not exists filters (
    id bigserial primary key,
    key text not null,
    service text not null,
    filter_type text not null,
    display_name text not null,
    direct_derived boolean not null default false,
    active boolean not null default true,
    deleted_at timestamptz(3)
);

create table if not exists filters_data (
    id bigserial primary key,
    uuid text not null unique,
    filter_key text not null,
    service text not null,
    display_value text not null,
    value text not null,
    deleted_at timestamptz(3)
);

-- One row: the epoch of document versions (a new one after a restore or a failover that took log
-- positions back), when a full sync last began, and when the first data was loaded.
create table if not exists sync_state (
    singleton boolean primary key default true check (singleton),
    epoch bigint not null default 0,
    synced_at timestamptz,
    loaded_at timestamptz
);

insert into sync_state default values on conflict do nothing;
