namespace Vql.Core.Cleaning;

/// <summary>A cleaned value, and how it was read.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value to store; null for none.</param>
/// <param name="Reading">How the value was read.</param>
/// <param name="Explanation">
/// What is said of the value that was written: a predicate without a full stop, to follow the quoted value or the name of its
/// member (<c>"51-200" is a range: its lower bound is stored</c>). Null for <see cref="Reading.Literal"/>, never null otherwise.
/// </param>
public readonly record struct Cleaned<T>(T? Value, Reading Reading, string? Explanation)
{
    /// <summary>Whether the value cannot be stored.</summary>
    public bool IsRejected => Reading == Reading.Rejected;
}

/// <summary>Creates cleaned values.</summary>
internal static class Cleaned
{
    public static Cleaned<T> Literal<T>(T? value) => new(value, Reading.Literal, null);

    public static Cleaned<T> Rewritten<T>(T? value, string explanation) => new(value, Reading.Rewritten, explanation);

    public static Cleaned<T> Approximate<T>(T? value, string explanation) => new(value, Reading.Approximate, explanation);

    public static Cleaned<T> FirstOfSeveral<T>(T? value, string explanation) => new(value, Reading.FirstOfSeveral, explanation);

    public static Cleaned<T> Placeholder<T>() => new(default, Reading.Placeholder, "stands for an unknown value: nothing is stored");

    public static Cleaned<T> Rejected<T>(string explanation) => new(default, Reading.Rejected, explanation);
}
