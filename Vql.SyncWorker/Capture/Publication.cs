using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Capture;

/// <summary>The result of a check of the publication.</summary>
internal enum PublicationChange
{
    /// <summary>The publication is unchanged.</summary>
    None,

    /// <summary>The publication was changed or repaired. The WAL may lack row changes.</summary>
    Changed,

    /// <summary>The publication was recreated. The WAL before its creation cannot be read.</summary>
    Recreated,
}

/// <summary>
/// Creates the publication and the replica identities that it requires, and repairs them after changes. A changed
/// publication is detected before the next position is published. Changes that it did not publish are found by a comparison.
/// </summary>
internal sealed class Publication(NpgsqlDataSource source, SyncState syncState, CaptureOptions options)
{
    private const string Operations = "insert, update, delete, truncate";

    // While this session waits for a lock, writers queue behind it.
    private const string LockTimeout = "set local lock_timeout = '2s'";

    private PublicationState? _state;

    private string Name => $"\"{options.Publication.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The entities by the object identifiers of their tables, as in the WAL.</summary>
    public IReadOnlyDictionary<uint, Entity> Tables => _state!.Tables.ToDictionary(table => table.Id, table => table.Entity.Entity);

    /// <summary>Creates the publication and the replica identities, or repairs them.</summary>
    /// <returns>
    /// Whether the WAL may lack changes, and the reason. After the caller has handled this, it must call
    /// <see cref="SaveFingerprintAsync"/>.
    /// </returns>
    /// <exception cref="CaptureException">The role lacks permissions. The message contains the statements to run.</exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<(PublicationChange Change, string? Reason)> EnsureAsync(CancellationToken cancellationToken)
    {
        var state = await PublicationState.ReadAsync(source, options.Publication, cancellationToken);
        var saved = await syncState.ReadPublicationAsync(cancellationToken);
        var reason = FindFault(state) ?? (saved is not null && state.Fingerprint != saved ? "it was changed" : null);
        var change = state.Id is null || (saved is not null && saved.Split(' ')[0] != state.Id) ? PublicationChange.Recreated
            : reason is null ? PublicationChange.None
            : PublicationChange.Changed;
        if (change != PublicationChange.None)
        {
            // Withdrawn before the repair, so that the next start detects an interrupted repair.
            await syncState.WithdrawIndexedAsync(cancellationToken);
        }

        await RepairAsync(state, cancellationToken);
        _state = await PublicationState.ReadAsync(source, options.Publication, cancellationToken);
        var isFirst = state.Id is null && saved is null;
        return (change, change == PublicationChange.None || isFirst ? null : reason ?? "it was recreated");
    }

    /// <summary>Stores the fingerprint of the publication that the stream uses.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public Task SaveFingerprintAsync(CancellationToken cancellationToken) =>
        syncState.SavePublicationAsync(_state!.Fingerprint!, cancellationToken);

    /// <summary>Checks that the publication is unchanged.</summary>
    /// <exception cref="CaptureException">
    /// The publication was changed. The position of the index is withdrawn until everything has been compared.
    /// </exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var state = await PublicationState.ReadAsync(source, options.Publication, cancellationToken);
        if ((FindFault(state) ?? (state.Fingerprint == _state!.Fingerprint ? null : "it was changed")) is not { } reason)
        {
            return;
        }

        await syncState.WithdrawIndexedAsync(cancellationToken);
        throw new CaptureException(
            [$"The publication {options.Publication} is incomplete ({reason}); repairing it and comparing everything"]);
    }

    // Returns the reason for lost row changes; null if there is none.
    private static string? FindFault(PublicationState state) =>
        state.Id is null ? "it was dropped"
        : !state.HasAllOperations ? $"it must publish {Operations}"
        : state.Tables.FirstOrDefault(table => !table.IsPublished) is { } missing ? $"it does not contain {missing.Entity.Table}"
        : state.Tables.FirstOrDefault(table => table.HasRowFilter) is { } filtered ? $"{filtered.Entity.Table} has a row filter"
        : state.Tables.FirstOrDefault(table => table.HasColumnList) is { } partial ? $"{partial.Entity.Table} has a column list"
        : state.Tables.FirstOrDefault(table => !table.LogsUuid) is { } unidentified
            ? $"the replica identity of {unidentified.Entity.Table} does not contain the uuid"
        : null;

    private async Task RepairAsync(PublicationState state, CancellationToken cancellationToken)
    {
        var statements = new List<string>();
        foreach (var table in state.Tables.Where(table => !table.LogsUuid))
        {
            statements.Add(table.UuidIndex is { } index
                ? $"alter table {table.Entity.Table} replica identity using index {index}"
                : throw new CaptureException(
                    [$"{table.Entity.Table} has no unique index on uuid. Run \"create unique index on {table.Entity.Table} (uuid)\""]));
        }

        if (state.Id is null)
        {
            statements.Add(
                $"create publication {Name} for table {FieldCatalogue.Contacts.Table}, {FieldCatalogue.Companies.Table} " +
                $"with (publish = '{Operations}')");
        }
        else
        {
            statements.AddRange(state.HasAllOperations ? [] : [$"alter publication {Name} set (publish = '{Operations}')"]);
            foreach (var table in state.Tables.Where(table => !table.IsPublished || table.HasRowFilter || table.HasColumnList))
            {
                statements.AddRange(table.IsPublished ? [$"alter publication {Name} drop table {table.Entity.Table}"] : []);
                statements.Add($"alter publication {Name} add table {table.Entity.Table}");
            }
        }

        if (statements.Count > 0)
        {
            await RunAsync(statements, cancellationToken);
        }
    }

    private async Task RunAsync(List<string> statements, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            foreach (var statement in statements.Prepend(LockTimeout))
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CaptureException(
                [$"The publication {options.Publication} is incomplete, and this role may not repair it ({exception.MessageText}). " +
                $"Run \"{string.Join("; ", statements)}\" as the owner"]);
        }
    }
}
