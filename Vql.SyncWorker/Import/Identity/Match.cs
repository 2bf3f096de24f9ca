namespace Vql.SyncWorker.Import.Identity;

/// <summary>The row that a row of the file means.</summary>
/// <param name="Entry">The row; null when there is none, or when it cannot be told.</param>
/// <param name="Fault">Why it cannot be told; null when it can.</param>
internal readonly record struct Match<T>(T? Entry, string? Fault)
    where T : Entry
{
    public static Match<T> None => default;

    public static Match<T> Of(T entry) => new(entry, null);

    public static Match<T> Ambiguous(string fault) => new(null, fault);
}
