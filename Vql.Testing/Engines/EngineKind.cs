namespace Vql.Testing.Engines;

/// <summary>The search engines.</summary>
internal enum EngineKind
{
    /// <summary>Elasticsearch in the tools folder.</summary>
    Reference,

    /// <summary>The embedded search node.</summary>
    SearchNode,
}
