namespace Vql.Core.Cleaning;

/// <summary>A cleaned value with the result of reading it.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value to store. Null for none.</param>
/// <param name="Reading">The result of reading the value.</param>
/// <param name="Explanation">
/// The explanation of the result: a predicate that follows the quoted value or the name of its member, without a period. An
/// example is <c>"51-200" is a range: its lower bound is stored</c>. Null only for <see cref="Reading.Literal"/>.
/// </param>
public readonly record struct Cleaned<T>(T? Value, Reading Reading, string? Explanation)
{
    /// <summary>Whether the value is rejected.</summary>
    public bool IsRejected => Reading == Reading.Rejected;
}

/// <summary>Creates cleaned values.</summary>
internal static class Cleaned
{
    public static Cleaned<T> Literal<T>(T? value) => new(value, Reading.Literal, null);

    public static Cleaned<T> Rewritten<T>(T? value, string explanation) => new(value, Reading.Rewritten, explanation);

    public static Cleaned<T> Approximate<T>(T? value, string explanation) => new(value, Reading.Approximate, explanation);

    public static Cleaned<T> FirstOfSeveral<T>(T? value, string explanation) => new(value, Reading.FirstOfSeveral, explanation);

    public static Cleaned<T> Placeholder<T>() =>
        new(default, Reading.Placeholder, "is a placeholder for an unknown value: nothing is stored");

    public static Cleaned<T> Rejected<T>(string explanation) => new(default, Reading.Rejected, explanation);
}
