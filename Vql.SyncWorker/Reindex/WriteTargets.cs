using System.Collections.Concurrent;
using Npgsql;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Reindex;

/// <summary>
/// Returns the indices to which the documents of an entity are written: the current index, and an index that is being built
/// to replace it. A reindex waits longer than <see cref="Freshness"/> before it reads the first row. Writers that query the
/// targets before each batch therefore miss no change.
/// </summary>
internal sealed class WriteTargets(NpgsqlDataSource source, TimeProvider time)
{
    private readonly ConcurrentDictionary<Entity, (long At, IReadOnlyList<string> Indices)> _known = new();

    /// <summary>The maximum age of cached targets.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Returns the names of the indices to write to, at least one.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async ValueTask<IReadOnlyList<string>> OfAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_known.TryGetValue(entity.Entity, out var known) && time.GetElapsedTime(known.At, now) < Freshness)
        {
            return known.Indices;
        }

        var indices = new List<string> { entity.Index };
        await using var command = source.CreateCommand(
            "select target from reindexes where entity = $1 and state in ('filling', 'ready') order by id");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            indices.Add(reader.GetString(0));
        }

        _known[entity.Entity] = (now, indices);
        return indices;
    }
}
