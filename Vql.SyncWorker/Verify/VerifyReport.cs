namespace Vql.SyncWorker.Verify;

/// <summary>The options of a verification.</summary>
internal sealed record VerifyRequest
{
    /// <summary>The index to verify; null for the index of the entity.</summary>
    public string? Index { get; init; }

    /// <summary>Whether to repair differences.</summary>
    public bool Repair { get; init; }

    /// <summary>
    /// Whether possible differences are compared again after the stream has passed all earlier commits. Otherwise, pending
    /// changes count as differences.
    /// </summary>
    public bool WaitsForStream { get; init; } = true;

    /// <summary>The maximum number of UUIDs to list for each kind of difference.</summary>
    public int Examples { get; init; } = 100;
}

/// <summary>The result of the verification of an entity.</summary>
internal sealed record VerifyReport
{
    private readonly Dictionary<DifferenceKind, List<string>> _examples =
        Enum.GetValues<DifferenceKind>().ToDictionary(kind => kind, _ => new List<string>());

    private readonly List<DifferenceExample> _documents = [];

    private readonly Dictionary<DifferenceKind, long> _counts = Enum.GetValues<DifferenceKind>().ToDictionary(kind => kind, _ => 0L);

    /// <summary>The number of rows that are not deleted.</summary>
    public long Rows { get; private set; }

    /// <summary>The number of documents in the index.</summary>
    public long Documents { get; private set; }

    /// <summary>The number of ranges with different digests that were read completely.</summary>
    public int RangesRead { get; private set; }

    /// <summary>The number of rows that kept changing during the comparison.</summary>
    public long Pending { get; private set; }

    /// <summary>The number of unconfirmed differences, because the stream did not reach the commits before them.</summary>
    public long Unreached { get; private set; }

    /// <summary>The number of repaired differences.</summary>
    public long Repaired { get; private set; }

    /// <summary>The number of words of rows that were missing in the term dictionary.</summary>
    public long MissingWords { get; set; }

    /// <summary>Whether the missing words were added.</summary>
    public bool WordsRepaired { get; init; }

    /// <summary>
    /// The number of rows with a date outside of the years 1 to 9999, which is shown as the nearest valid date.
    /// </summary>
    public long ClampedDates { get; set; }

    public TimeSpan Elapsed { get; set; }

    /// <summary>The number of differences.</summary>
    public long Differences => _counts.Values.Sum();

    /// <summary>Whether the index is now equal to the database, except for pending changes.</summary>
    public bool IsEqual => Differences == Repaired && Unreached == 0 && (MissingWords == 0 || WordsRepaired);

    public long Count(DifferenceKind kind) => _counts[kind];

    /// <summary>Differences with both documents, up to <see cref="DifferenceExamples.MaxPerKind"/> of each kind.</summary>
    public IReadOnlyList<DifferenceExample> DocumentExamples => _documents;

    /// <summary>Returns the first UUIDs with a kind of difference.</summary>
    public IReadOnlyList<string> Examples(DifferenceKind kind) => _examples[kind];

    /// <summary>Returns whether further documents of a kind of difference are kept. Not thread-safe.</summary>
    public bool Takes(DifferenceKind kind) =>
        _documents.Count(example => example.Difference.Kind == kind) < DifferenceExamples.MaxPerKind;

    /// <summary>Adds the result of a range. Not thread-safe.</summary>
    public void Add(RangeResult range, int examples)
    {
        Rows += range.Rows;
        Documents += range.Documents;
        RangesRead += range.WasRead ? 1 : 0;
        Pending += range.Pending;
        Unreached += range.Unreached;
        Repaired += range.Repaired;
        foreach (var example in range.Examples.Where(one => Takes(one.Difference.Kind)))
        {
            _documents.Add(example);
        }

        foreach (var difference in range.Differences)
        {
            _counts[difference.Kind]++;
            if (_examples[difference.Kind].Count < examples)
            {
                _examples[difference.Kind].Add(difference.Uuid);
            }
        }
    }
}

/// <summary>The result of the verification of a range.</summary>
internal sealed record RangeResult(long Rows, long Documents)
{
    public bool WasRead { get; init; }

    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public IReadOnlyList<DifferenceExample> Examples { get; init; } = [];

    public long Pending { get; init; }

    public long Unreached { get; init; }

    public long Repaired { get; init; }
}
