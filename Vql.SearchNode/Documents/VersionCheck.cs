namespace Vql.SearchNode.Documents;

/// <summary>Checks the conditions of a write against the current version of its document.</summary>
internal static class VersionCheck
{
    /// <summary>Returns the version that a write gives its document.</summary>
    /// <param name="write">The write.</param>
    /// <param name="current">The current version. Null if the document does not exist.</param>
    /// <exception cref="NodeException">The current version conflicts with the conditions of the write.</exception>
    public static long Next(Write write, DocumentVersion? current)
    {
        CheckSequence(write, current);
        if (write.Options.ExternalVersion is { } external)
        {
            if (current is { } known && (external < known.Number || (external == known.Number && !write.Options.AllowsEqual)))
            {
                throw Conflict(write.Id, $"current version [{known.Number}] is higher or equal to the one provided [{external}]");
            }

            return external;
        }

        return write.Kind == WriteKind.Create && current is { IsDeleted: false } existing
            ? throw Conflict(write.Id, $"document already exists (current version [{existing.Number}])")
            : (current?.Number ?? 0) + 1;
    }

    private static void CheckSequence(Write write, DocumentVersion? current)
    {
        if (write.Options.SequenceNumber is not { } required)
        {
            return;
        }

        var expected = $"required seqNo [{required}], primary term [{write.Options.PrimaryTerm}].";
        if (current is not { IsDeleted: false } known)
        {
            throw Conflict(write.Id, $"{expected} but no document was found");
        }

        if (known.SequenceNumber != required || write.Options.PrimaryTerm != WriteOptions.OnlyPrimaryTerm)
        {
            throw Conflict(
                write.Id,
                $"{expected} current document has seqNo [{known.SequenceNumber}] and primary term [{WriteOptions.OnlyPrimaryTerm}]");
        }
    }

    private static NodeException Conflict(string id, string reason) =>
        new(409, "version_conflict_engine_exception", $"[{id}]: version conflict, {reason}");
}
