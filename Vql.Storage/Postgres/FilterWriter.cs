using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A value of a row for a filter.</summary>
/// <param name="Entity">The entity of the filter.</param>
/// <param name="Key">The key of the filter.</param>
/// <param name="Value">The value.</param>
public readonly record struct ObservedValue(Entity Entity, string Key, string Value);

/// <summary>
/// Stores the values of filters. Runs in the open transaction of its connection, as the last step.
/// </summary>
/// <param name="connection">An open connection with a transaction.</param>
public sealed class FilterWriter(NpgsqlConnection connection)
{
    // An arbitrary number that differs from the migrator's.
    private const long AdvisoryLock = 0x56514D;

    /// <summary>Returns the keys of the filters that store their values.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<ILookup<Entity, string>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select service, key from filters where active and deleted_at is null and not direct_derived order by id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<(string Service, string Key)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add((reader.GetString(0), reader.GetString(1)));
        }

        return Enum.GetValues<Entity>()
            .SelectMany(entity => keys.Where(key => key.Service == Filters.ServiceOf(entity)).Select(key => (entity, key.Key)))
            .ToLookup(pair => pair.entity, pair => pair.Key);
    }

    /// <summary>Adds the values that are not stored yet, in their order.</summary>
    /// <returns>The number of added values.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> AddAsync(IEnumerable<ObservedValue> values, CancellationToken cancellationToken)
    {
        var distinct = values.Distinct().ToList();
        var uuids = distinct.ConvertAll(value => NameUuid.OfFilterValue(value.Key, Filters.ServiceOf(value.Entity), value.Value));
        if (await ExistAsync(uuids, cancellationToken))
        {
            return 0;
        }

        // Two batches that add the same values in different orders would deadlock.
        var parameters = new Parameters();
        await using var command = new NpgsqlCommand(
            $"with turn as materialized (select pg_advisory_xact_lock({AdvisoryLock})) " +
            "insert into filters_data (uuid, filter_key, service, display_value, value) " +
            "select uuid, key, service, value, value from turn, " +
            $"unnest({parameters.Add([.. uuids])}, {parameters.Add([.. distinct.Select(value => value.Key)])}, " +
            $"{parameters.Add([.. distinct.Select(value => Filters.ServiceOf(value.Entity))])}, " +
            $"{parameters.Add([.. distinct.Select(value => value.Value)])}) " +
            "with ordinality as met(uuid, key, service, value, place) order by place on conflict (uuid) do nothing", connection);
        parameters.AddTo(command.Parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> ExistAsync(List<string> uuids, CancellationToken cancellationToken)
    {
        var parameters = new Parameters();
        await using var command = new NpgsqlCommand(
            $"select count(*) from filters_data where uuid = any({parameters.Add([.. uuids])})", connection);
        parameters.AddTo(command.Parameters);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! == uuids.Count;
    }
}
