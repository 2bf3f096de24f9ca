using System.Text.Json;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>Executes VQL queries on PostgreSQL, with the same results as Elasticsearch.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The time provider for <c>now</c> in dates.</param>
public sealed class PostgresSearch(NpgsqlDataSource source, TimeProvider time)
{
    // Listing this many values takes about as long as a fast list.
    private const int MaxDistinctValues = 5_000;

    /// <summary>Lists contacts, with their companies if the query requests them.</summary>
    /// <param name="query">A validated query. Its limit may be any positive number.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<IReadOnlyList<Contact>> ListContactsAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListContactsAsync(query, query.Offset, cancellationToken);

    /// <summary>Lists contacts from an offset, with their companies if the query requests them.</summary>
    /// <param name="query">A validated query. Its limit may be any positive number; its page is ignored.</param>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<IReadOnlyList<Contact>> ListContactsAsync(VqlQuery query, int offset, CancellationToken cancellationToken) =>
        ListAsync(
            FieldCatalogue.Contacts, query, offset, row => query.Company.Populate ? row.ReadContactWithCompany() : row.ReadContact(),
            static (contact, cursor) => contact with { Cursor = cursor }, cancellationToken);

    /// <summary>Lists companies.</summary>
    /// <param name="query">A validated query. Its limit may be any positive number.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<IReadOnlyList<Company>> ListCompaniesAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListCompaniesAsync(query, query.Offset, cancellationToken);

    /// <summary>Lists companies from an offset.</summary>
    /// <param name="query">A validated query. Its limit may be any positive number; its page is ignored.</param>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<IReadOnlyList<Company>> ListCompaniesAsync(VqlQuery query, int offset, CancellationToken cancellationToken) =>
        ListAsync(
            FieldCatalogue.Companies, query, offset, static row => row.ReadCompany(),
            static (company, cursor) => company with { Cursor = cursor }, cancellationToken);

    /// <summary>Lists the UUIDs of the rows that match a query, in its order.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="query">A validated query. Its limit may be any positive number; its cursor is ignored.</param>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<string>> ListUuidsAsync(
        EntityFields entity, VqlQuery query, int offset, CancellationToken cancellationToken)
    {
        await using var statement = await SqlStatement.OpenAsync(source, time, entity, query, cancellationToken);
        return await statement.ReadAsync(new Lists(statement).Uuids(offset), static reader => reader.GetString(0), cancellationToken);
    }

    /// <summary>Counts the rows that match a query. The order and the page of the query are ignored.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> CountAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        await using var statement = await SqlStatement.OpenAsync(source, time, entity, query, cancellationToken);
        return (await statement.ReadAsync(Counts.Of(statement), static reader => reader.GetInt64(0), cancellationToken))[0];
    }

    /// <summary>
    /// Counts the values of the requested facets. The conditions on the field of a facet do not apply to its own counts.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<FacetCounts>> CountFacetsAsync(
        EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        var counts = new List<FacetCounts>();
        foreach (var facet in query.Facets)
        {
            var rows = query with { Where = query.Where.Without(facet.Field) };
            await using var statement = await SqlStatement.OpenAsync(source, time, entity, rows, cancellationToken);
            counts.Add(new FacetCounts(facet.Field, await CountAsync(statement, facet, cancellationToken)));
        }

        return counts;
    }

    // The distinct values of a field are usually few. They are compared with the typed text first, so that only the rows with a
    // matching value are read. Otherwise, all rows are read.
    private static async Task<IReadOnlyList<FacetCount>> CountAsync(
        SqlStatement statement, VqlFacet facet, CancellationToken cancellationToken)
    {
        string[]? matching = null;
        var field = statement.Entity[facet.Field];

        // Rows are read anyway for lists of their own, and companies for lists without typing errors.
        if (facet.Prefix is { } prefix
            && (!field.IsArray || (field.OfCompany && facet.Tolerance != PrefixTolerance.None)))
        {
            var distinct = await statement.ReadAsync(
                Facets.DistinctValues(statement.Entity, field, MaxDistinctValues + 1), static reader => reader.GetString(0),
                cancellationToken);
            if (distinct.Count <= MaxDistinctValues)
            {
                matching = [.. distinct.Where(value => prefix.Matches(value, facet.Tolerance))];
            }
        }

        if (matching is [])
        {
            return [];
        }

        var counts = await statement.ReadAsync(
            Facets.Of(statement, facet, matching), static reader => new FacetCount(reader.GetString(0), reader.GetInt64(1)),
            cancellationToken);
        return facet.Prefix?.Select(counts, facet.Tolerance, facet.Size) ?? counts;
    }

    /// <summary>Explains the statement of a list without executing it.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<SqlExplanation> ExplainAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        await using var statement = await SqlStatement.OpenAsync(source, time, entity, query, cancellationToken);
        var sql = new Lists(statement).Rows(query.Offset);
        var plan = (await statement.ReadAsync(
            $"explain (format json) {sql}", static reader => reader.GetString(0), cancellationToken))[0];
        using var json = JsonDocument.Parse(plan);
        return new SqlExplanation(sql, plan, [.. IndexesOf(json.RootElement).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>Returns the parts of the relevance of rows: the weight of the first tier of each score that a row matches.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="scores">The scores. Their weights can have any order.</param>
    /// <param name="uuids">The rows. Those that do not exist are left out.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyDictionary<string, long[]>> ScoreAsync(
        EntityFields entity, IReadOnlyList<VqlScore> scores, string[] uuids, CancellationToken cancellationToken)
    {
        var query = new VqlQuery { OrderBy = [new VqlOrder(Field.RelevanceName, Descending: true) { Scores = scores }] };
        await using var statement = await SqlStatement.OpenAsync(source, time, entity, query, cancellationToken);
        var parts = statement.Conditions.ByRow.Parts(statement.Query.OrderBy[0].Scores);
        var rows = await statement.ReadAsync(
            $"select {EntitySql.Row}.uuid, array[{string.Join(", ", parts)}]::bigint[] from {EntitySql.From(entity)} "
            + $"where {EntitySql.Row}.uuid = any({statement.Parameters.Add(uuids)}) and {EntitySql.NotDeleted}",
            static reader => KeyValuePair.Create(reader.GetString(0), reader.GetFieldValue<long[]>(1)), cancellationToken);
        return rows.ToDictionary();
    }

    private static IEnumerable<string> IndexesOf(JsonElement plan) => plan.ValueKind switch
    {
        JsonValueKind.Array => plan.EnumerateArray().SelectMany(IndexesOf),
        JsonValueKind.Object => plan.EnumerateObject().SelectMany(member =>
            member.Name == "Index Name" ? [member.Value.GetString()!] : IndexesOf(member.Value)),
        _ => [],
    };

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        EntityFields entity, VqlQuery query, int offset, Func<RowReader, T> read, Func<T, string?[], T> withCursor,
        CancellationToken cancellationToken)
    {
        await using var statement = await SqlStatement.OpenAsync(source, time, entity, query, cancellationToken);
        var lists = new Lists(statement);
        var least = lists.LeastRelevance(offset);

        // The bound is only valid for the rows that it was derived from.
        await using var snapshot = least is null ? null : await statement.BeginSnapshotAsync(cancellationToken);
        var bound = least is null
            ? null
            : (await statement.ReadAsync(least, static reader => (long?)reader.GetInt64(0), cancellationToken)).SingleOrDefault();
        return await statement.ReadAsync(lists.Rows(offset, bound), reader =>
        {
            var row = new RowReader(reader);
            var record = read(row);
            return withCursor(record, statement.Order.ReadCursor(reader, row.Ordinal));
        }, cancellationToken);
    }
}
