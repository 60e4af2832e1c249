import type { Sql } from '../../core/sql.ts'

/** A step that brings a database from one version of oddslake's own tables to the next. What was released never changes. */
export type Migration = { readonly version: number; readonly name: string; readonly statement: Sql }

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'the state of loads, builds and mappings',
    statement: `
create schema if not exists bronze;
create schema if not exists silver;
create schema if not exists gold;
create schema if not exists ops;
create table ops.migrations (version integer primary key, name text not null, applied_at timestamptz not null default now());
create table ops.shapes (name text primary key, statement text not null, applied_at timestamptz not null default now());
create sequence ops.load_ids;
create table ops.loads (
  file text collate "C" primary key, load_id bigint not null, venue text not null, resource text not null,
  records bigint not null, loaded_at timestamptz not null default now());
create index loads_by_load_id on ops.loads (load_id);
create table ops.touched (load_id bigint not null, table_name text not null, day date, replaced boolean not null);
create index touched_by_load_id on ops.touched (load_id);
create table ops.definitions (
  venue text not null, resource text not null, definition text not null, primary key (venue, resource));
create table ops.fields (
  venue text not null, resource text not null, field text collate "C" not null, types text[] not null, present bigint not null,
  filled bigint not null, lacked boolean not null, was_null boolean not null, primary key (venue, resource, field));
create table ops.built (model text primary key, load_id bigint not null, definition text not null)`,
  },
  {
    version: 2,
    name: 'the mirror of bronze',
    statement: `
create table bronze.records (
  venue text not null, resource text not null, content_hash bytea not null, key text collate "C", payload jsonb, exact text,
  first_fetched_at timestamptz not null, last_fetched_at timestamptz not null, times bigint not null,
  primary key (content_hash, resource, venue), check (payload is not null or exact is not null));
create index records_by_key on bronze.records using hash (key);
comment on table bronze.records is 'Records as venues sent them, each content once; exact is set instead of payload where jsonb cannot hold it'`,
  },
]
