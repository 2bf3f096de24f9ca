using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Http;

/// <summary>Applies writes, and acknowledges them once they are on disk.</summary>
internal static class DocumentWriter
{
    private const int MaxSequential = 100;

    private static readonly int Partitions = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>Applies writes in their order, and refreshes the indices if the URL says so.</summary>
    public static async Task<WriteOutcome[]> WriteAsync(HttpContext context, IndexRegistry indices, BulkOperation[] operations)
    {
        var refresh = ReadRefresh(context);
        var outcomes = new WriteOutcome[operations.Length];
        if (operations.Length <= MaxSequential)
        {
            // Hits without another order have that of the writes, which clients notice in small indices.
            for (var item = 0; item < operations.Length; item++)
            {
                outcomes[item] = Apply(indices, operations[item]);
            }
        }
        else
        {
            Parallel.For(0, Partitions, partition => ApplyPartition(indices, operations, outcomes, partition));
        }

        await FlushAsync(outcomes, refresh, context.RequestAborted);
        return outcomes;
    }

    // All operations on a document are in the same partition, which keeps their order.
    private static void ApplyPartition(IndexRegistry indices, BulkOperation[] operations, WriteOutcome[] outcomes, int partition)
    {
        for (var item = 0; item < operations.Length; item++)
        {
            if ((uint)operations[item].Write.Id.GetHashCode(StringComparison.Ordinal) % (uint)Partitions == partition)
            {
                outcomes[item] = Apply(indices, operations[item]);
            }
        }
    }

    private static WriteOutcome Apply(IndexRegistry indices, BulkOperation operation)
    {
        SearchIndex? index = null;
        try
        {
            DocumentId.Check(operation.Write.Id);
            if (operation.Write.Options.RequiresAlias && !indices.IsAlias(operation.Index))
            {
                throw new NodeException(404, "index_not_found_exception",
                    $"no such index [{operation.Index}] and [require_alias] request flag is [true] " +
                    $"and [{operation.Index}] is not an alias");
            }

            index = operation.Write.Kind == WriteKind.Delete
                ? indices.Get(operation.Index)
                : indices.GetOrCreate(operation.Index);
            IndexBlock.Check(index.State, IndexAccess.Write);
            return operation.Write.Kind == WriteKind.Update
                ? Update(indices, index, operation.Write)
                : new WriteOutcome(index, Apply(indices, index, operation.Write), IsNoop: false, null);
        }
        catch (NodeException fault)
        {
            // Conflicts and missing documents concern a document of an index.
            return WriteOutcome.Failed(
                index is not null && fault.Index is null && fault.Status is 404 or 409 ? fault.In(index!.State.Name) : fault);
        }
    }

    private static WriteResult Apply(IndexRegistry indices, SearchIndex index, Write write)
    {
        if (write.Kind != WriteKind.Delete && index.State.Mapping.Dynamic == DynamicMode.True
            && DynamicFields.Of(index.State.Mapping, write.Source) is not null)
        {
            // Another write may have added the fields meanwhile.
            indices.Update(
                index.State.Name,
                state => DynamicFields.Of(state.Mapping, write.Source) is { } added ? state.WithFields(added) : state);
        }

        return index.Apply(write);
    }

    private static WriteOutcome Update(IndexRegistry indices, SearchIndex index, Write write)
    {
        var update = DocumentUpdate.Read(write.Source);
        for (var attempt = 0; ; attempt++)
        {
            var current = index.Find(write.Id);
            DocumentVersion? version = current is null ? null : new DocumentVersion(current.Version, current.SequenceNumber, false, 0);
            VersionCheck.Next(write, version);
            if (update.Apply(write.Id, current?.Source) is not { } source)
            {
                var unchanged = new WriteResult(current!.Version, current.SequenceNumber, Existed: true, LogPosition: 0);
                return new WriteOutcome(index, unchanged, IsNoop: true, null);
            }

            // The document must still be the one that was read.
            var options = current is null
                ? write.Options
                : write.Options with { SequenceNumber = current.SequenceNumber, PrimaryTerm = WriteOptions.OnlyPrimaryTerm };
            var kind = current is null ? WriteKind.Create : WriteKind.Index;
            try
            {
                return new WriteOutcome(index, Apply(indices, index, new Write(kind, write.Id, options, source)), IsNoop: false, null);
            }
            catch (NodeException conflict)
                when (conflict.Status == StatusCodes.Status409Conflict && attempt < write.Options.Retries)
            {
                // Read the document again.
            }
        }
    }

    // A write is acknowledged only after it is on disk.
    private static async Task FlushAsync(WriteOutcome[] outcomes, string refresh, CancellationToken cancellationToken)
    {
        foreach (var index in outcomes.Select(outcome => outcome.Index).OfType<SearchIndex>().Distinct().ToList())
        {
            try
            {
                await index.FlushAsync(outcomes.Where(outcome => outcome.Index == index).Max(outcome => outcome.Result.LogPosition));
            }
            catch (NodeException fault)
            {
                Change(outcomes, index, _ => WriteOutcome.Failed(fault));
                continue;
            }

            if (refresh is "true" or "" || (refresh == "wait_for" && index.State.RefreshInterval is null))
            {
                index.Refresh();
                Change(outcomes, index, static outcome => outcome with { IsRefreshed = true });
            }
            else if (refresh == "wait_for" && index.NeedsRefresh)
            {
                await index.NextRefresh.WaitAsync(cancellationToken);
            }
        }
    }

    private static void Change(WriteOutcome[] outcomes, SearchIndex index, Func<WriteOutcome, WriteOutcome> change)
    {
        for (var item = 0; item < outcomes.Length; item++)
        {
            outcomes[item] = outcomes[item].Index == index ? change(outcomes[item]) : outcomes[item];
        }
    }

    private static string ReadRefresh(HttpContext context) =>
        !context.Request.Query.TryGetValue("refresh", out var value) ? "false"
        : value.ToString() is var refresh and ("" or "true" or "false" or "wait_for") ? refresh
        : throw NodeException.IllegalArgument($"Unknown value for refresh: [{value}].");
}
