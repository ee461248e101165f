-- Old code survives: new tables, and one more name in every workspace's list of modules, which it does not know.

-- ── who an FBO works for ────────────────────────────────────────────────────────────────────────

create table fbo_customers (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  company text not null check (length(company) between 1 and 200),
  contacts jsonb not null default '[]' check (jsonb_typeof(contacts) = 'array'),
  tails text[] not null default '{}',
  billing_address text,
  notes text,
  status text not null default 'active' check (status in ('active', 'inactive')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create index fbo_customers_company on fbo_customers (workspace_id, lower(company), id);
create index fbo_customers_tails on fbo_customers using gin (tails);
select apron.tenant_table('fbo_customers');
select apron.versioned_table('fbo_customers');

-- ── movements: what comes, goes and stands on the ramp ──────────────────────────────────────────

create table fbo_movements (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  direction text not null check (direction in ('inbound', 'outbound', 'on_ground')),
  status text not null check (status in ('confirmed', 'tentative', 'in_progress', 'completed', 'delayed', 'cancelled')),
  tail_number text check (tail_number = upper(tail_number) and length(tail_number) between 2 and 12),
  aircraft_type text,
  movement_date date not null,
  timezone text not null,                     -- the zone that movement_date is a day of
  origin text,
  destination text,
  eta timestamptz,
  etd timestamptz,
  operator text,
  pob integer check (pob between 0 and 1000),
  customs boolean not null default false,
  parking text,
  is_vip boolean not null default false,
  notes text,
  customer_id text collate "C",
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references fbo_customers (workspace_id, id)
);
create index fbo_movements_day on fbo_movements (workspace_id, movement_date, id);
create index fbo_movements_customer on fbo_movements (workspace_id, customer_id, movement_date desc, id desc) where customer_id is not null;
create index fbo_movements_tail on fbo_movements (workspace_id, tail_number, movement_date desc);
-- What stands on the ramp may have come days ago; the board asks for it at every reading.
create index fbo_movements_standing on fbo_movements (workspace_id, movement_date) where direction = 'on_ground' and status = 'in_progress';
select apron.tenant_table('fbo_movements');
select apron.versioned_table('fbo_movements');

-- ── links that open the board of one workspace, and nothing else ────────────────────────────────

create table fbo_board_links (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  token_hash bytea not null,
  prefix text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (workspace_id, id)
);
create index fbo_board_links_token on fbo_board_links (token_hash);
create index fbo_board_links_created on fbo_board_links (workspace_id, created_at, id);
select apron.tenant_table('fbo_board_links');

update workspaces set modules = array_append(modules, 'fbo') where not 'fbo' = any (modules);
