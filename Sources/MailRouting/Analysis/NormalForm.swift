/// A condition as alternatives, each a list of claims that must all hold (disjunctive normal form).
///
/// Exact under Kleene's logic: a condition holds when one of its alternatives has only literals that hold, where a
/// negated literal holds when its condition is a plain no. So whatever is proved of the alternatives is true of what the
/// router does, unknown facts included.
enum NormalForm {
    /// Nil where there are more alternatives than can be reasoned about.
    static func alternatives(of condition: Condition) -> [[Literal]]? { alternatives(of: condition, true) }

    private static func alternatives(of condition: Condition, _ isPositive: Bool) -> [[Literal]]? {
        switch condition {
        case .not(let part): return alternatives(of: part, !isPositive)
        case .all(let parts): return isPositive ? product(parts, true) : sum(parts, false)
        case .any(let parts): return isPositive ? sum(parts, true) : product(parts, false)
        default: return [[Literal(leaf: condition, isPositive: isPositive)]]
        }
    }

    private static func sum(_ parts: [Condition], _ isPositive: Bool) -> [[Literal]]? {
        var result: [[Literal]] = []
        for part in parts {
            guard let more = alternatives(of: part, isPositive),
                result.count + more.count <= Limits.analysisAlternatives
            else { return nil }
            result += more
        }
        return result
    }

    private static func product(_ parts: [Condition], _ isPositive: Bool) -> [[Literal]]? {
        var result: [[Literal]] = [[]]
        for part in parts {
            guard let more = alternatives(of: part, isPositive),
                result.count * more.count <= Limits.analysisAlternatives
            else { return nil }
            result = result.flatMap { left in more.map { left + $0 } }
        }
        return result
    }
}
