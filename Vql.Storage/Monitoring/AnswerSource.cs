namespace Vql.Storage.Monitoring;

/// <summary>The source of an answer.</summary>
public enum AnswerSource
{
    /// <summary>The search.</summary>
    Search,

    /// <summary>PostgreSQL, as the fallback or by design.</summary>
    Database,

    /// <summary>Neither engine answered.</summary>
    Error,
}

/// <summary>The names of sources in tables and in JSON.</summary>
public static class AnswerSources
{
    /// <summary>All sources, in the order of their values.</summary>
    public static IReadOnlyList<AnswerSource> All { get; } = Enum.GetValues<AnswerSource>();

    /// <summary>Returns the name of a source.</summary>
    public static string ToName(this AnswerSource source) => source switch
    {
        AnswerSource.Search => "search",
        AnswerSource.Database => "database",
        _ => "error",
    };

    /// <summary>Returns the source of a name.</summary>
    public static AnswerSource Parse(string name) => All.First(source => source.ToName() == name);
}
