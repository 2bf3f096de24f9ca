namespace Vql.Api.Engine.Outcomes;

/// <summary>The outcome of a search: an answer of the search, no answer, or PostgreSQL's answer to a hedged request.</summary>
internal abstract record SearchOutcome<T>
{
    // The nested cases are the only ones.
    private SearchOutcome()
    {
    }

    /// <summary>The reason why the search did not answer; null when it did.</summary>
    public abstract FallbackReason? Fallback { get; }

    /// <summary>Returns the same outcome with a converted value.</summary>
    public abstract SearchOutcome<TResult> Select<TResult>(Func<T, TResult> convert);

    /// <summary>The search answered.</summary>
    /// <param name="Value">The answer.</param>
    public sealed record Answered(T Value) : SearchOutcome<T>
    {
        /// <inheritdoc/>
        public override FallbackReason? Fallback => null;

        /// <inheritdoc/>
        public override SearchOutcome<TResult> Select<TResult>(Func<T, TResult> convert) =>
            new SearchOutcome<TResult>.Answered(convert(Value));
    }

    /// <summary>The search did not answer.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="Cause">The exception that caused it; null when there was none.</param>
    public sealed record NotAnswered(FallbackReason Reason, Exception? Cause = null) : SearchOutcome<T>
    {
        /// <inheritdoc/>
        public override FallbackReason? Fallback => Reason;

        /// <inheritdoc/>
        public override SearchOutcome<TResult> Select<TResult>(Func<T, TResult> convert) =>
            new SearchOutcome<TResult>.NotAnswered(Reason, Cause);
    }

    /// <summary>PostgreSQL answered a hedged request, because the search was slower or failed.</summary>
    /// <param name="Value">PostgreSQL's answer.</param>
    /// <param name="Reason"><see cref="FallbackReason.Hedged"/>, or the reason why the search failed.</param>
    /// <param name="Cause">The exception that caused it; null when there was none.</param>
    public sealed record AnsweredByPostgres(T Value, FallbackReason Reason, Exception? Cause = null) : SearchOutcome<T>
    {
        /// <inheritdoc/>
        public override FallbackReason? Fallback => Reason;

        /// <inheritdoc/>
        public override SearchOutcome<TResult> Select<TResult>(Func<T, TResult> convert) =>
            new SearchOutcome<TResult>.AnsweredByPostgres(convert(Value), Reason, Cause);
    }
}
