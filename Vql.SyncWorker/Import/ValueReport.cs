using Vql.Core.Cleaning;

namespace Vql.SyncWorker.Import;

/// <summary>A value that was not stored as written.</summary>
/// <param name="Line">The line of the row.</param>
/// <param name="Value">The value in the file.</param>
/// <param name="Explanation">The description of the result.</param>
internal readonly record struct ValueExample(long Line, string Value, string Explanation);

/// <summary>The values of a column with the same reading.</summary>
internal sealed class ValueCount
{
    public long Count { get; set; }

    public List<ValueExample> Examples { get; } = [];
}

/// <summary>Counts the values that were not stored as written, by column and reading.</summary>
internal sealed class ValueReport
{
    private const int MaxExamples = 5;
    private const int MaxValueLength = 80;

    /// <summary>The reading of unreadable values. Their rows are imported without them.</summary>
    public const string Rejected = "rejected";

    private readonly SortedDictionary<(string Column, string Reading), ValueCount> _counts = [];

    /// <summary>The counts, by the header of the column and the reading.</summary>
    public IReadOnlyDictionary<(string Column, string Reading), ValueCount> Counts => _counts;

    /// <summary>Returns the name of a reading in the report.</summary>
    public static string Name(Reading reading) => reading switch
    {
        Reading.Rewritten => "rewritten",
        Reading.Approximate => "approximate",
        Reading.FirstOfSeveral => "first_of_several",
        Reading.Placeholder => "placeholder",
        Reading.Rejected => Rejected,
        _ => "literal",
    };

    /// <summary>Returns a value, truncated to a length that fits a message.</summary>
    public static string Shorten(string value) => value.Length > MaxValueLength ? value[..MaxValueLength] + "…" : value;

    /// <summary>Counts a value.</summary>
    public void Add(string column, string reading, long line, string value, string explanation)
    {
        if (!_counts.TryGetValue((column, reading), out var count))
        {
            _counts[(column, reading)] = count = new ValueCount();
        }

        count.Count++;
        if (count.Examples.Count < MaxExamples)
        {
            count.Examples.Add(new ValueExample(line, Shorten(value), explanation));
        }
    }
}
