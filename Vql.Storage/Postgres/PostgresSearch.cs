using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>Answers VQL queries from the tables, as the index would answer them.</summary>
/// <param name="source">The database.</param>
/// <param name="time">What <c>now</c> in a date stands for.</param>
public sealed class PostgresSearch(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Lists contacts, with their companies when the query asks for them.</summary>
    /// <param name="query">A validated query; its limit may be any positive number here.</param>
    /// <param name="cancellationToken">Stops the query in the database, too.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public Task<IReadOnlyList<Contact>> ListContactsAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(FieldCatalogue.Contacts, query, query.Company.Populate, static (row, populate) =>
        {
            var contact = row.ReadContact();
            var company = populate ? row.ReadCompany() : null;
            return contact with { Company = company is { Uuid.Length: > 0 } ? company : null };
        }, static (contact, cursor) => contact with { Cursor = cursor }, cancellationToken);

    /// <summary>Lists companies.</summary>
    /// <param name="query">A validated query; its limit may be any positive number here.</param>
    /// <param name="cancellationToken">Stops the query in the database, too.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public Task<IReadOnlyList<Company>> ListCompaniesAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(FieldCatalogue.Companies, query, populate: false, static (row, _) => row.ReadCompany(),
            static (company, cursor) => company with { Cursor = cursor }, cancellationToken);

    /// <summary>Counts the rows that a query finds; its order and page mean nothing.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<long> CountAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var parameters = new Parameters();
        var conditions = await ConditionsAsync(connection, entity, query, parameters, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"select count(*) from {EntitySql.From(entity)} where {conditions}", connection);
        parameters.AddTo(command.Parameters);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        EntityFields entity, VqlQuery query, bool populate, Func<RowReader, bool, T> read, Func<T, string?[], T> withCursor,
        CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var order = new KeysetOrder(entity, VqlOrder.Total(query.OrderBy));
        var parameters = new Parameters();
        var conditions = await ConditionsAsync(connection, entity, query, parameters, cancellationToken);
        if (query.Cursor.Count > 0)
        {
            conditions += " and " + order.After(query.Cursor, parameters);
        }

        var company = populate ? ", " + RowReader.Columns(FieldCatalogue.Companies, EntitySql.Company) : "";
        await using var command = new NpgsqlCommand(
            $"select {RowReader.Columns(entity, EntitySql.Row)}{company}, {order.Keys} from {EntitySql.From(entity)} " +
            $"where {conditions} order by {order.OrderBy} limit {query.EffectiveLimit} offset {query.Offset}", connection);
        parameters.AddTo(command.Parameters);
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

    private async Task<string> ConditionsAsync(
        NpgsqlConnection connection, EntityFields entity, VqlQuery query, Parameters parameters, CancellationToken cancellationToken)
    {
        var words = await QueryWords.AnalyzeAsync(connection, entity, query.Where, cancellationToken);
        var compiler = new SqlCompiler(entity, words, time.GetUtcNow(), parameters);
        return string.Join(" and ", compiler.Conditions(query.Where).Prepend(EntitySql.Living));
    }
}
