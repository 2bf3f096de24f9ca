using Npgsql;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>What making sure of the publication came to.</summary>
internal enum PublicationChange
{
    /// <summary>It is as it was.</summary>
    None,

    /// <summary>It was changed, by somebody or by the repair: changes of rows may not be in the log.</summary>
    Changed,

    /// <summary>It is another one than before: the log from before it cannot be read.</summary>
    Recreated,
}

/// <summary>
/// The publication and the replica identities that it needs: made when missing, repaired when somebody changed them. A
/// changed publication is noticed before the next position is published, and what it did not publish is found by comparing.
/// </summary>
internal sealed class Publication(NpgsqlDataSource source, Epochs epochs, CaptureOptions options)
{
    private const string Operations = "insert, update, delete, truncate";

    // A lock that others hold for long must not make writers queue behind this one.
    private const string LockTimeout = "set local lock_timeout = '2s'";

    private PublicationState? _state;

    private string Name => $"\"{options.Publication.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Contacts and companies by the identifiers that the log has for their tables.</summary>
    public IReadOnlyDictionary<uint, Entity> Tables => _state!.Tables.ToDictionary(table => table.Id, table => table.Entity.Entity);

    /// <summary>Creates or repairs what is not as it must be.</summary>
    /// <returns>Whether the log may lack changes, and why; <see cref="RememberAsync"/> is due once that is provided for.</returns>
    /// <exception cref="CaptureException">The role may not repair it. The fault says which statement does.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<(PublicationChange Change, string? Reason)> EnsureAsync(CancellationToken cancellationToken)
    {
        var found = await PublicationState.ReadAsync(source, options.Publication, cancellationToken);
        var known = await ReadKnownAsync(cancellationToken);
        var reason = FaultOf(found) ?? (known is not null && found.Fingerprint != known ? "it was changed" : null);
        var change = found.Id is null || (known is not null && known.Split(' ')[0] != found.Id) ? PublicationChange.Recreated
            : reason is null ? PublicationChange.None
            : PublicationChange.Changed;
        if (change != PublicationChange.None)
        {
            // Before the repair: should that be cut short, the next start sees that something was.
            await epochs.ForgetIndexedAsync(cancellationToken);
        }

        await RepairAsync(found, cancellationToken);
        _state = await PublicationState.ReadAsync(source, options.Publication, cancellationToken);
        var isFirst = found.Id is null && known is null;
        return (change, change == PublicationChange.None || isFirst ? null : reason ?? "it was recreated");
    }

    /// <summary>Takes the publication as it is for the one that the stream relies on.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task RememberAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update sync_state set publication = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _state!.Fingerprint! });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Checks that it is still as it was.</summary>
    /// <exception cref="CaptureException">It is not: nothing is known of the index any more until everything was compared.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var state = await PublicationState.ReadAsync(source, options.Publication, cancellationToken);
        if ((FaultOf(state) ?? (state.Fingerprint == _state!.Fingerprint ? null : "it was changed")) is not { } reason)
        {
            return;
        }

        await epochs.ForgetIndexedAsync(cancellationToken);
        throw new CaptureException(
            [$"The publication {options.Publication} does not publish every change: {reason}. It is repaired, and everything is compared"]);
    }

    // What rows' changes are lost by; null when none are.
    private static string? FaultOf(PublicationState state) =>
        state.Id is null ? "it was dropped"
        : !state.HasAllOperations ? $"it must publish {Operations}"
        : state.Tables.FirstOrDefault(table => !table.IsPublished) is { } missing ? $"{missing.Entity.Table} is not in it"
        : state.Tables.FirstOrDefault(table => table.HasRowFilter) is { } filtered ? $"{filtered.Entity.Table} has a row filter"
        : state.Tables.FirstOrDefault(table => !table.NamesUuid) is { } nameless
            ? $"the replica identity of {nameless.Entity.Table} does not contain the uuid"
        : null;

    private async Task RepairAsync(PublicationState state, CancellationToken cancellationToken)
    {
        var statements = new List<string>();
        foreach (var table in state.Tables.Where(table => !table.NamesUuid))
        {
            statements.Add(table.UuidIndex is { } index
                ? $"alter table {table.Entity.Table} replica identity using index {index}"
                : throw new CaptureException(
                    [$"{table.Entity.Table} has no unique index on uuid: run \"create unique index on {table.Entity.Table} (uuid)\""]));
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
                [$"The publication {options.Publication} does not publish every change of contacts and companies, and this role may not repair it " +
                $"({exception.MessageText}): run \"{string.Join("; ", statements)}\" as the owner"]);
        }
    }

    private async Task<string?> ReadKnownAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select publication from sync_state");
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
