using Npgsql;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>The publication and its tables in the system catalog.</summary>
/// <param name="Id">The object identifier of the publication; null if the publication does not exist.</param>
/// <param name="Fingerprint">A value that differs after every change of the publication, even a reverted one.</param>
/// <param name="HasAllOperations">Whether the publication includes inserts, updates, deletes and truncations.</param>
/// <param name="Tables">The tables of contacts and companies.</param>
internal sealed record PublicationState(string? Id, string? Fingerprint, bool HasAllOperations, IReadOnlyList<PublishedTable> Tables)
{
    // Every change writes new catalog rows, so their xmin also reveals changes that were reverted. Columns that PostgreSQL
    // 14 lacks are read through JSON.
    private const string Sql =
        """
        select c.relname::text, c.oid, p.oid::text,
            concat_ws(' ', p.oid::text, p.xmin::text, (
                select string_agg(concat_ws('.', r.oid::text, r.xmin::text), ' ' order by r.prrelid)
                from pg_publication_rel r
                where r.prpubid = p.oid and r.prrelid in ('contacts'::regclass, 'companies'::regclass))),
            p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate,
            exists (
                select from pg_publication_tables t join pg_namespace n on n.nspname = t.schemaname
                where t.pubname = p.pubname and t.tablename = c.relname and n.oid = c.relnamespace),
            exists (
                select from pg_publication_rel r
                where r.prpubid = p.oid and r.prrelid = c.oid and to_jsonb(r) ->> 'prqual' is not null),
            exists (
                select from pg_publication_rel r
                where r.prpubid = p.oid and r.prrelid = c.oid and to_jsonb(r) ->> 'prattrs' is not null),
            c.relreplident = 'f' or exists (
                select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
                where i.indrelid = c.oid and a.attname = 'uuid' and (i.indisreplident or (c.relreplident = 'd' and i.indisprimary))),
            (select x.oid::regclass::text
                from pg_index i join pg_class x on x.oid = i.indexrelid
                    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indnatts = 1 and a.attname = 'uuid' and a.attnotnull
                    and i.indisunique and i.indimmediate and i.indisvalid and i.indpred is null
                limit 1)
        from pg_class c left join pg_publication p on p.pubname = $1
        where c.oid in ('contacts'::regclass, 'companies'::regclass)
        """;

    /// <summary>Reads the state of a publication.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public static async Task<PublicationState> ReadAsync(NpgsqlDataSource source, string publication, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = publication });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var state = new PublicationState(null, null, false, []);
        var tables = new List<PublishedTable>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var entity = reader.GetString(0) == FieldCatalogue.Contacts.Table ? FieldCatalogue.Contacts : FieldCatalogue.Companies;
            tables.Add(new PublishedTable(
                entity, reader.GetFieldValue<uint>(1), reader.GetBoolean(5), reader.GetBoolean(6), reader.GetBoolean(7),
                reader.GetBoolean(8), reader.IsDBNull(9) ? null : reader.GetString(9)));
            state = reader.IsDBNull(2)
                ? state
                : state with { Id = reader.GetString(2), Fingerprint = reader.GetString(3), HasAllOperations = reader.GetBoolean(4) };
        }

        return state with { Tables = tables };
    }
}
