namespace Vql.Core.Documents;

/// <summary>
/// Rows whose unknown values are "", 0 and empty lists in place of null: what the Go service leaves
/// in the tables for a CSV row.
/// </summary>
public static partial class ZeroValues
{
    /// <summary>The contact with zero values where nothing is known.</summary>
    public static partial Contact Fill(Contact row);

    /// <summary>The company with zero values where nothing is known.</summary>
    public static partial Company Fill(Company row);
}
