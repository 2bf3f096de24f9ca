using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <content>The indices that names and expressions stand for.</content>
internal sealed partial class IndexRegistry
{
    /// <summary>Returns the index that writes to a name go to, which is an index or an alias.</summary>
    /// <exception cref="NodeException">The index does not exist, or the alias has no index for writes.</exception>
    public SearchIndex GetForWrite(string name) => !IsIndex(name) && IsAlias(name)
        ? Get(_aliases.WriteIndexOf(name) ?? throw NodeException.IllegalArgument(
            $"no write index is defined for alias [{name}]. The write index may be explicitly disabled using is_write_index=false or " +
            "the alias points to multiple indices without one being designated as a write index"))
        : Get(name);

    /// <summary>Returns the indices that an expression stands for, in the order of their names.</summary>
    /// <exception cref="NodeException">An index does not exist.</exception>
    public IReadOnlyList<IndexTarget> Resolve(string expression, ExpressionOptions options) =>
        [.. FiltersOf(expression, options).Select(index => new IndexTarget(Get(index.Key), index.Value ?? []))];

    /// <summary>Returns the indices that an expression stands for. Those that could not be opened are named.</summary>
    /// <exception cref="NodeException">An index does not exist.</exception>
    public SearchTargets ResolveAvailable(string expression, ExpressionOptions options)
    {
        var filters = FiltersOf(expression, options);
        string[] unavailable = [.. filters.Keys.Where(_unopened.ContainsKey)];
        return new SearchTargets(
            [.. filters.Where(index => !unavailable.Contains(index.Key))
                .Select(index => new IndexTarget(Get(index.Key), index.Value ?? []))],
            unavailable);
    }

    /// <summary>Returns the indices that a search uses. Those that could not be opened are named.</summary>
    /// <exception cref="NodeException">An index does not exist, is closed, or forbids the request.</exception>
    public SearchTargets ResolveForSearch(string expression, ExpressionOptions options)
    {
        var found = ResolveAvailable(expression, options);
        return found with { Indices = Usable(found.Indices, options, IndexAccess.Read) };
    }

    private SortedDictionary<string, List<JsonObject>?> FiltersOf(string expression, ExpressionOptions options)
    {
        var filters = new SortedDictionary<string, List<JsonObject>?>(StringComparer.Ordinal);
        foreach (var name in ResolveNames(expression, options))
        {
            if (!IsAlias(name))
            {
                filters[name] = null;
                continue;
            }

            foreach (var index in _aliases.IndicesOf(name))
            {
                var filter = _aliases.AliasesOf(index).First(alias => alias.Alias == name).Options.Filter;
                var isKnown = filters.TryGetValue(index, out var known);
                filters[index] = filter is null || (isKnown && known is null) ? null : [.. known ?? [], filter];
            }
        }

        return filters;
    }

    /// <summary>Returns the indices that an expression stands for, in the order of their names, if a request may use them.</summary>
    /// <exception cref="NodeException">An index does not exist, is closed, or forbids the request.</exception>
    public IReadOnlyList<IndexTarget> Resolve(string expression, ExpressionOptions options, IndexAccess access) =>
        Usable(Resolve(expression, options), options, access);

    private static IReadOnlyList<IndexTarget> Usable(IEnumerable<IndexTarget> all, ExpressionOptions options, IndexAccess access)
    {
        IReadOnlyList<IndexTarget> targets = [.. all.Where(target => !options.IgnoresMissing || !target.Index.State.IsClosed)];
        foreach (var target in targets)
        {
            IndexBlock.Check(target.Index.State, access);
        }

        return targets;
    }

    private bool IsClosed(string name) => _indices.TryGetValue(name, out var index) && index.State.IsClosed;

    /// <summary>Returns the names of indices and aliases that an expression stands for.</summary>
    /// <exception cref="NodeException">An index does not exist.</exception>
    public List<string> ResolveNames(string expression, ExpressionOptions options) =>
        IndexExpression.Resolve(
            expression, [.. _indices.Keys, .. _unopened.Keys, .. _aliases.Names], options, UnfilteredIndicesOf, IsClosed);

    /// <summary>Returns the names of indices and aliases that match an expression.</summary>
    /// <exception cref="NodeException">An index does not exist.</exception>
    public List<string> MatchNames(string expression, ExpressionOptions options) =>
        IndexExpression.Resolve(
            expression, [.. _indices.Keys, .. _unopened.Keys, .. _aliases.Names], options, static name => [name], IsClosed);

    /// <summary>Returns the names of the indices that an expression stands for, in which patterns match no aliases.</summary>
    /// <exception cref="NodeException">An index does not exist.</exception>
    public List<string> ResolveToDelete(string expression, ExpressionOptions options)
    {
        var aliases = expression.Split(',').Where(IsAlias);
        return IndexExpression.Resolve(
            expression, [.. _indices.Keys, .. _unopened.Keys, .. aliases], options, static name => [name], IsClosed);
    }

    // A pattern that matches an alias stands for its indices, so that they can be excluded.
    private IEnumerable<string> UnfilteredIndicesOf(string name) =>
        IsAlias(name) && _aliases.IndicesOf(name)
            .All(index => _aliases.AliasesOf(index).All(alias => alias.Alias != name || alias.Options.Filter is null))
            ? _aliases.IndicesOf(name)
            : [name];

    /// <summary>Returns the aliases of an index.</summary>
    public IEnumerable<(string Alias, AliasOptions Options)> AliasesOf(string index) => _aliases.AliasesOf(index);

    /// <summary>Returns the names of the indices of an alias.</summary>
    public IReadOnlyCollection<string> IndicesOf(string alias) => _aliases.IndicesOf(alias);
}
