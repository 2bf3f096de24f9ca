namespace Vql.Core.Documents;

/// <summary>
/// Replaces unknown values with zero values: "", 0 and empty lists. The Go service stores CSV rows in this form.
/// </summary>
public static partial class ZeroValues
{
    /// <summary>Returns the contact with its null values replaced.</summary>
    public static partial Contact Fill(Contact row);

    /// <summary>Returns the company with its null values replaced.</summary>
    public static partial Company Fill(Company row);
}
