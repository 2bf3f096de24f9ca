using System.Text.Json;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>Executes VQL queries on PostgreSQL, with the same results as Elasticsearch.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The time provider for <c>now</c> in dates.</param>
public sealed class PostgresSearch(NpgsqlDataSource source, TimeProvider time)
{
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
        ListAsync(FieldCatalogue.Contacts, query, offset, query.Company.Populate, static (row, populate) =>
        {
            var contact = row.ReadContact();
            var company = populate ? row.ReadCompany() : null;
            return contact with { Company = company is { Uuid.Length: > 0 } ? company : null };
        }, static (contact, cursor) => contact with { Cursor = cursor }, cancellationToken);

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
        ListAsync(FieldCatalogue.Companies, query, offset, populate: false, static (row, _) => row.ReadCompany(),
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
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var parameters = new Parameters();
        var compiler = await SqlCompiler.ForAsync(connection, entity, query.Where, time, parameters, cancellationToken);
        var order = new KeysetOrder(entity, VqlOrder.Total(query.OrderBy));
        await using var command = new NpgsqlCommand(
            $"select {EntitySql.Row}.uuid from {EntitySql.From(entity)} where {compiler.Compile(query.Where).Sql} " +
            $"order by {order.OrderBy} offset {offset} limit {query.EffectiveLimit}", connection);
        parameters.AddTo(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var uuids = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }

    /// <summary>Counts the rows that match a query. The order and the page of the query are ignored.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> CountAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var parameters = new Parameters();
        var compiler = await SqlCompiler.ForAsync(connection, entity, query.Where, time, parameters, cancellationToken);
        await using var command = new NpgsqlCommand(CountSql.Of(entity, query.Where, compiler), connection);
        parameters.AddTo(command.Parameters);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Counts the values of the requested facets. The conditions on the field of a facet do not apply to its own counts.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<FacetCounts>> CountFacetsAsync(
        EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var counts = new List<FacetCounts>();
        foreach (var facet in query.Facets)
        {
            var parameters = new Parameters();
            var where = query.Where.Without(facet.Field);
            var compiler = await SqlCompiler.ForAsync(connection, entity, where, time, parameters, cancellationToken);
            var field = entity[facet.Field];
            // A row with duplicates of a value counts once.
            var values = field.IsArray
                ? $"{EntitySql.From(entity)} cross join lateral "
                    + $"(select distinct unnest({EntitySql.ColumnOf(field)}) as value) as each_value"
                : $"{EntitySql.From(entity)} cross join lateral (select {EntitySql.ValueOf(field)} as value) as each_value";
            await using var command = new NpgsqlCommand(
                $"select value, count(*) from {values} where {compiler.Compile(where).Sql} and value is not null group by value " +
                $"order by count(*) desc, value collate \"C\" limit {facet.Size}", connection);
            parameters.AddTo(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var found = new List<FacetCount>();
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(new FacetCount(reader.GetString(0), reader.GetInt64(1)));
            }

            counts.Add(new FacetCounts(facet.Field, found));
        }

        return counts;
    }

    /// <summary>Explains the statement of a list without executing it.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<SqlExplanation> ExplainAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var order = new KeysetOrder(entity, VqlOrder.Total(query.OrderBy));
        await using var command = await ListCommandAsync(
            connection, entity, query, query.Offset, query.Company.Populate, order, cancellationToken);
        var sql = command.CommandText;
        command.CommandText = $"explain (format json) {sql}";
        var plan = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        using var json = JsonDocument.Parse(plan);
        return new SqlExplanation(sql, plan, [.. IndexesOf(json.RootElement).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> IndexesOf(JsonElement plan) => plan.ValueKind switch
    {
        JsonValueKind.Array => plan.EnumerateArray().SelectMany(IndexesOf),
        JsonValueKind.Object => plan.EnumerateObject().SelectMany(member =>
            member.Name == "Index Name" ? [member.Value.GetString()!] : IndexesOf(member.Value)),
        _ => [],
    };

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        EntityFields entity, VqlQuery query, int offset, bool populate, Func<RowReader, bool, T> read, Func<T, string?[], T> withCursor,
        CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var order = new KeysetOrder(entity, VqlOrder.Total(query.OrderBy));
        await using var command = await ListCommandAsync(connection, entity, query, offset, populate, order, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new RowReader(reader);
        var rows = new List<T>(query.EffectiveLimit);
        while (await reader.ReadAsync(cancellationToken))
        {
            row.Restart();
            var record = read(row, populate);
            rows.Add(withCursor(record, order.ReadCursor(reader, row.Ordinal)));
        }

        return rows;
    }

    private async Task<NpgsqlCommand> ListCommandAsync(
        NpgsqlConnection connection,
        EntityFields entity,
        VqlQuery query,
        int offset,
        bool populate,
        KeysetOrder order,
        CancellationToken cancellationToken)
    {
        var parameters = new Parameters();
        var compiler = await SqlCompiler.ForAsync(connection, entity, query.Where, time, parameters, cancellationToken);
        var command = new NpgsqlCommand(new ListSql(entity, query, order, compiler, parameters).Statement(offset, populate), connection);
        parameters.AddTo(command.Parameters);
        return command;
    }
}
