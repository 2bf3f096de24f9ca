namespace Vql.SyncWorker.Verify;

/// <summary>What is verified, and what is done about it.</summary>
internal sealed record VerifyRequest
{
    /// <summary>The index to look into; null for the entity's own.</summary>
    public string? Index { get; init; }

    /// <summary>Whether differences are mended.</summary>
    public bool Repair { get; init; }

    /// <summary>
    /// Whether what looks different is looked at again after the stream passed what was committed by then. Otherwise it
    /// counts as different at once, changes under way with it.
    /// </summary>
    public bool WaitsForStream { get; init; } = true;

    /// <summary>How many uuids of each kind of difference are kept.</summary>
    public int Examples { get; init; } = 100;
}

/// <summary>What verifying one entity found.</summary>
internal sealed record VerifyReport
{
    private readonly Dictionary<DifferenceKind, List<string>> _examples = Enum.GetValues<DifferenceKind>().ToDictionary(kind => kind, _ => new List<string>());
    private readonly Dictionary<DifferenceKind, long> _counts = Enum.GetValues<DifferenceKind>().ToDictionary(kind => kind, _ => 0L);

    /// <summary>Living rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Documents in the index.</summary>
    public long Documents { get; private set; }

    /// <summary>How many ranges differed and were read closer.</summary>
    public int RangesRead { get; private set; }

    /// <summary>Differences that kept changing while they were looked at: writers are at work there.</summary>
    public long Pending { get; private set; }

    /// <summary>Differences that could not be judged, since the stream did not reach what was committed before them.</summary>
    public long Unreached { get; private set; }

    /// <summary>Differences that were mended.</summary>
    public long Repaired { get; private set; }

    /// <summary>Words of rows that the term dictionary lacked.</summary>
    public long MissingWords { get; set; }

    /// <summary>Whether those were added.</summary>
    public bool WordsRepaired { get; init; }

    /// <summary>Rows with a date that is shown as the nearest that .NET and the index hold.</summary>
    public long ClampedDates { get; set; }

    public TimeSpan Elapsed { get; set; }

    /// <summary>How many differences were found.</summary>
    public long Found => _counts.Values.Sum();

    /// <summary>Whether both sides are equal now, but for what is pending.</summary>
    public bool IsEqual => Found == Repaired && Unreached == 0 && (MissingWords == 0 || WordsRepaired);

    public long Count(DifferenceKind kind) => _counts[kind];

    /// <summary>The first uuids of a kind.</summary>
    public IReadOnlyList<string> Examples(DifferenceKind kind) => _examples[kind];

    /// <summary>Takes in what a range came to. One caller at a time.</summary>
    public void Add(RangeResult range, int examples)
    {
        Rows += range.Rows;
        Documents += range.Documents;
        RangesRead += range.WasRead ? 1 : 0;
        Pending += range.Pending;
        Unreached += range.Unreached;
        Repaired += range.Repaired;
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

/// <summary>What one range came to.</summary>
internal sealed record RangeResult(long Rows, long Documents)
{
    public bool WasRead { get; init; }

    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public long Pending { get; init; }

    public long Unreached { get; init; }

    public long Repaired { get; init; }
}
