using Npgsql;
using Vql.Api.Answers;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>
/// Executes the items of a batch in the transaction of a connection, in rounds of a few statements each. An item that depends on an
/// earlier one, because both identify the same row, waits for the next round.
/// </summary>
internal sealed class BatchRun(NpgsqlConnection connection, WrittenEntity entity, IReadOnlyList<BatchItem> items)
{
    private const string Savepoint = "batch_rows";

    private readonly RowMatches _matches = new(connection);
    private readonly BulkRows _rows = new(connection);
    private readonly BatchOutcome[] _outcomes = new BatchOutcome[items.Count];

    /// <summary>Returns the outcomes in the order of the items.</summary>
    public async Task<IReadOnlyList<BatchOutcome>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var pending = new List<int>();
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index].Faults.Count > 0)
            {
                _outcomes[index] = BatchProblem.Of(Problems.Of(items[index].Faults), items[index].Uuid);
            }
            else
            {
                pending.Add(index);
            }
        }

        await _matches.LockAsync(pending.SelectMany(index => LocksOf(items[index])), cancellationToken);
        while (pending.Count > 0)
        {
            pending = await ExecuteRoundAsync(pending, cancellationToken);
        }

        return _outcomes;
    }

    private IEnumerable<string> LocksOf(BatchItem item)
    {
        if (item.Key is { } key)
        {
            yield return WriteLocks.Of(entity.Fields, key);
        }

        if (item.Row?.Uuid is { } uuid)
        {
            yield return WriteLocks.Of(entity.Fields, uuid);
        }
    }

    // Returns the items of the next round.
    private async Task<List<int>> ExecuteRoundAsync(List<int> pending, CancellationToken cancellationToken)
    {
        var found = await _matches.FindAsync(
            entity.Fields, [.. pending.Select(index => items[index].Key)], RowWrites.MaxCandidates, cancellationToken);
        var claims = new BatchClaims(entity.Fields.Entity);
        var (ready, later) = (new List<Target>(), new List<int>());
        foreach (var (place, index) in pending.Index())
        {
            var uuids = found[place].ToList();
            if (claims.TryClaim(items[index], uuids))
            {
                ready.Add(new Target(index, items[index], uuids));
            }
            else
            {
                later.Add(index);
            }
        }

        await WriteAsync(ready, cancellationToken);
        return later;
    }

    private async Task WriteAsync(List<Target> targets, CancellationToken cancellationToken)
    {
        var uuids = targets.Select(target => target.Uuid).OfType<string>().ToList();
        var existing = await _rows.LockAsync(entity.Fields, uuids, cancellationToken);
        var tags = await entity.ReadTagsAsync(
            _rows, [.. targets.Where(target => target.Item.IfMatch is not null).Select(target => target.Uuid).OfType<string>()],
            cancellationToken);
        var companies = await _rows.FindAsync(
            WrittenEntity.Companies.Fields, [.. targets.Select(target => CompanyOf(target.Item)).OfType<string>()], cancellationToken);
        var (inserted, updated, deleted) = (new List<Change>(), new List<Change>(), new List<Change>());
        foreach (var target in targets)
        {
            if (ProblemOf(target, existing, tags, companies) is { } problem)
            {
                _outcomes[target.Index] = BatchProblem.Of(problem, target.Uuid);
                continue;
            }

            var isNew = target.Uuid is null || !existing.Contains(target.Uuid);
            var uuid = isNew ? target.Item.Row!.Uuid ?? Guid.NewGuid().ToString("N") : target.Uuid!;
            var change = new Change(target.Index, new RowChange(uuid, target.Item.Row?.Values ?? []));
            (target.Item.Action == WriteAction.Delete ? deleted : isNew ? inserted : updated).Add(change);
        }

        await ApplyAsync(
            inserted, StatusCodes.Status201Created, _rows.InsertAsync, Problems.Exists(entity.Name), cancellationToken);
        await ApplyAsync(updated, StatusCodes.Status200OK, _rows.UpdateAsync, Problems.NotFound(entity.Name), cancellationToken);
        await ApplyAsync(
            deleted, StatusCodes.Status204NoContent, _rows.DeleteAsync, Problems.NotFound(entity.Name), cancellationToken);
    }

    // Returns the response to the same request alone; null if it can be written.
    private IResult? ProblemOf(
        Target target, HashSet<string> existing, IReadOnlyDictionary<string, string> tags, HashSet<string> companies)
    {
        var item = target.Item;
        if (target.Candidates.Count > 1)
        {
            return Problems.Ambiguous(entity.Name, item.Member!.Name, target.Candidates);
        }

        var exists = target.Uuid is { } uuid && existing.Contains(uuid);
        if (!exists && item.Action is WriteAction.Update or WriteAction.Delete)
        {
            return Problems.NotFound(entity.Name);
        }

        if (item.IfMatch is not null && !exists)
        {
            return Problems.NoneToMatch(entity.Name);
        }

        if (item.IfMatch is { } tag && !EntityTag.SatisfiesIfMatch(tag, tags[target.Uuid!]))
        {
            return Problems.Modified(entity.Name);
        }

        if (exists && item.Row?.Uuid is { } other && other != target.Uuid)
        {
            return Problems.Of(
                [new ParameterFault(item.Row.PathOf(BatchItem.UuidName), $"differs from the uuid of the matched row, {target.Uuid}")]);
        }

        return CompanyOf(item) is { } company && !companies.Contains(company)
            ? Problems.Of([new ParameterFault(item.Row!.PathOf(RowWrites.CompanyColumn), "does not exist")])
            : null;
    }

    private static string? CompanyOf(BatchItem item) => item.Row?.Text(RowWrites.CompanyColumn);

    // A row that the database rejects is found by bisection, so that the other rows are written.
    private async Task ApplyAsync(
        List<Change> changes, int status,
        Func<EntityFields, IReadOnlyList<RowChange>, CancellationToken, Task<HashSet<string>>> write, IResult unwritten,
        CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return;
        }

        HashSet<string> written;
        await RunAsync($"savepoint {Savepoint}", cancellationToken);
        try
        {
            written = await write(entity.Fields, [.. changes.Select(change => change.Row)], cancellationToken);
        }
        catch (PostgresException exception) when (PostgresFaults.IsDataError(exception))
        {
            await RunAsync($"rollback to savepoint {Savepoint}", cancellationToken);
            if (changes.Count == 1)
            {
                _outcomes[changes[0].Index] = BatchProblem.Of(Problems.RejectedValues());
                return;
            }

            var middle = changes.Count / 2;
            await ApplyAsync(changes[..middle], status, write, unwritten, cancellationToken);
            await ApplyAsync(changes[middle..], status, write, unwritten, cancellationToken);
            return;
        }

        await RunAsync($"release savepoint {Savepoint}", cancellationToken);
        foreach (var (index, row) in changes)
        {
            _outcomes[index] = written.Contains(row.Uuid)
                ? new BatchOutcome(status, row.Uuid, null)
                : BatchProblem.Of(unwritten, row.Uuid);
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>An item of a round.</summary>
    /// <param name="Index">The index of the item.</param>
    /// <param name="Item">The item.</param>
    /// <param name="Candidates">The UUIDs of the rows with the key of the item.</param>
    private sealed record Target(int Index, BatchItem Item, IReadOnlyList<string> Candidates)
    {
        /// <summary>The UUID of the row that must exist or can exist; null for a new row.</summary>
        public string? Uuid => Item.Uuid ?? (Candidates is [var only] ? only : null);
    }

    private sealed record Change(int Index, RowChange Row);
}
