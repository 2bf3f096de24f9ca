using Vql.Core.Cleaning;

namespace Vql.SyncWorker.Import;

/// <summary>A value that was not taken as it stands.</summary>
/// <param name="Line">The line of its row.</param>
/// <param name="Value">The value as written.</param>
/// <param name="Explanation">What became of it.</param>
internal readonly record struct ValueExample(long Line, string Value, string Explanation);

/// <summary>The values of one column that were read in one way.</summary>
internal sealed class ValueCount
{
    public long Count { get; set; }

    public List<ValueExample> Examples { get; } = [];
}

/// <summary>Counts the values that were not taken as they stand, by column and by how they were read.</summary>
internal sealed class ValueReport
{
    private const int FirstFew = 5;
    private const int LongestValue = 80;

    /// <summary>The reading of values that cannot be read: their rows are imported without them.</summary>
    public const string Rejected = "rejected";

    private readonly SortedDictionary<(string Column, string Reading), ValueCount> _counts = [];

    /// <summary>The counts, by the header of the column and the reading.</summary>
    public IReadOnlyDictionary<(string Column, string Reading), ValueCount> Counts => _counts;

    /// <summary>The name of a reading in the report.</summary>
    public static string Name(Reading reading) => reading switch
    {
        Reading.Rewritten => "rewritten",
        Reading.Approximate => "approximate",
        Reading.FirstOfSeveral => "first_of_several",
        Reading.Placeholder => "placeholder",
        Reading.Rejected => Rejected,
        _ => "literal",
    };

    /// <summary>A value, cut off where it is too long for a message.</summary>
    public static string Shorten(string value) => value.Length > LongestValue ? value[..LongestValue] + "…" : value;

    /// <summary>Counts a value.</summary>
    public void Add(string column, string reading, long line, string value, string explanation)
    {
        if (!_counts.TryGetValue((column, reading), out var count))
        {
            _counts[(column, reading)] = count = new ValueCount();
        }

        count.Count++;
        if (count.Examples.Count < FirstFew)
        {
            count.Examples.Add(new ValueExample(line, Shorten(value), explanation));
        }
    }
}
