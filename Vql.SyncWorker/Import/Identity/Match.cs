namespace Vql.SyncWorker.Import.Identity;

/// <summary>The row of the database that matches a row of the file.</summary>
/// <param name="Entry">The matching row; null if there is none or if the match is ambiguous.</param>
/// <param name="Fault">The reason why the match is ambiguous; otherwise null.</param>
internal readonly record struct Match<T>(T? Entry, string? Fault)
    where T : Entry
{
    public static Match<T> None => default;

    public static Match<T> Of(T entry) => new(entry, null);

    public static Match<T> Ambiguous(string fault) => new(null, fault);
}
